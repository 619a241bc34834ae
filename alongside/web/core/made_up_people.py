"""People who do not exist: names from many cultures, ways to be reached, and what they might say of themselves.

The same seed makes the same people. Telephone numbers come from the ranges that Ofcom keeps free for drama
(07700 900000 to 900999, 01632 960000 to 960999), and addresses from domains that can never be anybody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Culture:
    """Given and family names that go together, the languages people may speak beside English, and a rough share."""

    share: int
    women: tuple[str, ...]
    men: tuple[str, ...]
    family: tuple[str, ...]
    languages: tuple[str, ...] = ()


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CULTURES = (
    Culture(
        30,
        _names("Margaret Susan Julie Tracey Linda Gemma Hannah Ruth Eileen Pauline Dawn Beth"),
        _names("Derek Alan Kevin Graham Stephen Ian Barry Neil Craig Lewis Colin Trevor"),
        _names("Hartley Booth Ackroyd Sutcliffe Barker Wainwright Greenwood Shaw Naylor Firth Holroyd Dyson"),
    ),
    Culture(
        14,
        _names("Shazia Nasreen Farzana Amina Rukhsana Saima Zainab Bushra"),
        _names("Imran Tariq Nadeem Asif Khalid Waqas Yusuf Sajid"),
        _names("Hussain Mahmood Akhtar Iqbal Malik Rashid Siddiqui Begum"),
        ("ur", "pa"),
    ),
    Culture(
        9,
        _names("Parminder Harjit Manjit Sunita Meena Kavita Lakshmi"),
        _names("Gurdeep Balwinder Rajesh Suresh Vikram Anil Mohan"),
        _names("Sandhu Gill Patel Sharma Desai Nair Chauhan"),
        ("pa", "gu"),
    ),
    Culture(
        9,
        _names("Grace Ngozi Folasade Adaeze Yaa Abena Chiamaka"),
        _names("Emeka Tunde Kwame Kofi Chidi Olumide Babatunde"),
        _names("Oyelaran Adeyemi Mensah Boateng Nwosu Eze Asante"),
        ("yo",),
    ),
    Culture(
        7,
        _names("Marcia Yvonne Beverley Claudette Sonia"),
        _names("Winston Delroy Errol Leroy Clive"),
        _names("Campbell Grant Morgan Reid Francis Bailey"),
    ),
    Culture(
        8,
        _names("Agnieszka Katarzyna Magdalena Ewa Danuta"),
        _names("Tomasz Piotr Krzysztof Marek Zbigniew"),
        _names("Wójcik Kamiński Zieliński Mazur Nowicki Lis"),
        ("pl",),
    ),
    Culture(
        6,
        _names("Fatuma Hodan Ayaan Sahra Ifrah"),
        _names("Abdi Mohamud Liban Guled Warsame"),
        _names("Warsame Farah Jama Abdullahi Hersi"),
        ("so", "ar"),
    ),
    Culture(
        5,
        _names("Siobhán Bridget Niamh Aoife Deirdre"),
        _names("Declan Ciarán Patrick Eoin Fergus"),
        _names("Gallagher Doherty Kearney Nolan Brannigan"),
    ),
    Culture(
        4,
        _names("Mei-Ling Xiu Wai-Yin Hua Li-Na"),
        _names("Wei Chi-Keung Jun Ming Kwok-Wai"),
        _names("Chan Lau Zhang Wong Ho Tang"),
        ("yue", "zh"),
    ),
    Culture(
        4,
        _names("Rania Samar Huda Noor Layla"),
        _names("Omar Bassam Karim Ziad Fadi"),
        _names("Haddad Khoury Nassar Darwish Aziz"),
        ("ar",),
    ),
    Culture(
        4,
        _names("Mariana Inês Luz Paloma Beatriz"),
        _names("João Rui Mateo Andrés Tiago"),
        _names("Ferreira Carvalho Rojas Moreno Teixeira"),
        ("pt", "es"),
    ),
)

LANGUAGES = {
    "en": "English",
    "ur": "Urdu",
    "pa": "Punjabi",
    "gu": "Gujarati",
    "yo": "Yoruba",
    "pl": "Polish",
    "so": "Somali",
    "ar": "Arabic",
    "yue": "Cantonese",
    "zh": "Mandarin",
    "pt": "Portuguese",
    "es": "Spanish",
}
AREAS = ("HX1", "HX2", "HX3", "HD1", "HD5", "BD2", "BD7", "WF12", "LS11", "OL14")
HOPES = (
    "I would be glad to talk to somebody who has had this for longer.",
    "My family mean well but they do not get it.",
    "I want to sit at the table with my family without being watched.",
    "Just somebody to ask the silly questions.",
    "I work nights. How do others on shifts manage their meals?",
    "I would like company more than advice.",
    "I am new to this town and new to this illness.",
    "I was fine for years and now it is hard again.",
    "",
)
INTRODUCTIONS = (
    "I have had this for years and would be glad of company.",
    "I like walking, cooking and a good moan.",
    "Grandmother of four. I talk a lot, but I listen too.",
    "I drive a bus. I know about odd hours.",
    "It took me years to say it aloud. It is lighter now.",
    "I garden, badly.",
    "I learned most of what I know from others who have it.",
    "",
)
GOALS = (
    "Walk to the market and back twice a week",
    "Sleep through the night more often",
    "Ask my doctor the questions I write down",
    "Cook one new thing a week",
    "Go to my sister's wedding without worrying",
    "Say no now and then",
)
# What two people write to each other, in turn; whoever seeks support writes first.
CONVERSATIONS = (
    (
        "Hello! Thank you for agreeing to talk with me.",
        "Hello. I am glad we found each other. Thursday evening still good for you?",
        "Thursday is good. I wrote down three questions for the clinic, could we go through them?",
        "Of course. I always took mine on the back of an envelope.",
        "They answered two of the three, which pleased me.",
        "That is brave. Tell me the rest when we talk.",
    ),
    (
        "Sorry I was quiet, I had a bad few days.",
        "No need to be sorry. I have those too. Shall we make it a short call this time?",
        "Short is good. Thank you.",
        "I am here at six, with tea.",
        "I laughed about what you said all the way home.",
    ),
    (
        "How do you manage when your family wants to help all the time?",
        "I gave mine jobs. My brother does the shopping now and leaves me in peace.",
        "I tried that with my sister. She was quite pleased to be asked!",
        "I thought she might be. How was the rest of your week?",
        "Better. I tried what you said about the mornings, and it helped a bit.",
    ),
    (
        "Hello, I am a bit nervous about this, if I am honest.",
        "So was I, the first time. We can talk about anything, or about nothing much.",
        "Then let us begin with nothing much. Do you like walking?",
        "Slowly, with a rest on the bench.",
        "There is a good bench by the canal. I will tell you about it on Tuesday.",
        "I look forward to it.",
    ),
)


@dataclass(frozen=True)
class MadeUpPerson:
    """Somebody who does not exist, with the details that a participant may have."""

    name: str
    known_as: str
    gender: str
    birth_year: int
    area: str
    languages: tuple[str, ...]
    channel: str
    email: str
    phone: str
    postal_address: str
    helper_name: str
    helper_phone: str
    hopes: str
    introduction: str
    goals: tuple[str, ...]
    slots: tuple[str, ...]


def made_up_people(seed: int) -> Iterator[MadeUpPerson]:
    """An endless row of people, the same for the same seed; no two have the same name."""
    dice, taken, number = Random(seed), set[str](), 0
    while True:
        culture = dice.choices(CULTURES, weights=[each.share for each in CULTURES])[0]
        woman = dice.random() < 0.62
        given = dice.choice(culture.women if woman else culture.men)
        name = f"{given} {dice.choice(culture.family)}"
        if name in taken:
            name = f"{given} {dice.choice(culture.family)}-{dice.choice(culture.family)}"
        if name in taken:
            continue
        taken.add(name)
        number += 1
        yield _person(dice, culture, number, name=name, given=given, woman=woman)


def _person(
    dice: Random, culture: Culture, number: int, *, name: str, given: str, woman: bool
) -> MadeUpPerson:
    channel = dice.choices(("email", "telephone", "text", "helper", "post"), weights=(50, 26, 14, 6, 4))[0]
    speaks = ["en"]
    speaks += [tongue for tongue in culture.languages if dice.random() < 0.6]
    helped = channel == "helper"
    return MadeUpPerson(
        name=name,
        known_as=given,
        gender=dice.choices(("Woman" if woman else "Man", "", "Non-binary"), weights=(90, 7, 3))[0],
        birth_year=dice.randint(1940, 2004),
        area=dice.choice(AREAS),
        languages=tuple(speaks),
        channel=channel,
        email=f"person{number}@demo-people.example" if channel == "email" or dice.random() < 0.2 else "",
        phone="" if helped and dice.random() < 0.5 else f"+447700900{number % 1000:03d}",
        postal_address=f"{dice.randint(1, 140)} Mill Lane\n{dice.choice(AREAS)}" if channel == "post" else "",
        helper_name=f"{'her' if woman else 'his'} {dice.choice(('daughter', 'son', 'neighbour', 'sister'))}"
        if helped
        else "",
        helper_phone=f"+441632960{number % 1000:03d}" if helped else "",
        hopes=dice.choice(HOPES),
        introduction=dice.choice(INTRODUCTIONS),
        goals=tuple(dice.sample(GOALS, dice.randint(1, 3))),
        slots=tuple(
            f"{day}-{part}"
            for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
            for part in ("morning", "afternoon", "evening")
            if dice.random() < (0.6 if part == "evening" else 0.35)
        ),
    )
