from itertools import islice

from alongside.web.core.made_up_people import made_up_people


def test_the_same_seed_makes_the_same_people() -> None:
    assert list(islice(made_up_people(7), 50)) == list(islice(made_up_people(7), 50))
    assert list(islice(made_up_people(7), 50)) != list(islice(made_up_people(8), 50))


def test_no_two_people_have_the_same_name() -> None:
    names = [person.name for person in islice(made_up_people(1), 400)]
    assert len(set(names)) == 400


def test_everybody_can_be_reached_by_the_channel_they_chose() -> None:
    for person in islice(made_up_people(3), 400):
        reached = {
            "email": person.email,
            "telephone": person.phone,
            "text": person.phone,
            "post": person.postal_address,
            "helper": person.helper_name and person.helper_phone,
        }
        assert reached[person.channel]


def test_nobody_has_a_number_or_address_that_could_be_real() -> None:
    for person in islice(made_up_people(3), 400):
        assert not person.phone or person.phone.startswith("+447700900")
        assert not person.email or person.email.endswith(".example")
