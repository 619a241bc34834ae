"""What the loops of the search read and write, and where each thing stands.

Everything is a flat column of whole numbers, so that plain lists will do. ``node`` has a record for each person, then
for each circle; ``row``, ``head``, ``tail`` and ``worth`` are the possible pairs, each listed from both sides with its
doubled weight; ``heap`` holds moments and what happens then, ``pos`` where an event stands in it.
"""

NOBODY = -1
FAR, OUTER, INNER = 0, 1, 2
NEVER = 2**62

NODE = 24
PRICE, SINCE, LABEL = 0, 1, 2
UP, CHILD, NEXT, HERE, THERE = 3, 4, 5, 6, 7  # the circle around; in it: the next, and the pair leading there
BASE, MATE = 8, 9  # who of a circle has a pair outside; a person's pair, true of a base only
LEAF, LAST, FOLLOW, SIZE = 10, 11, 12, 13  # the people of a circle, as a chain
BY, FROM, VIA = 14, 15, 16  # an inner one's person in the tree and the outer one before; whom to grow from
SEAT, WHO, HEART = (
    17,
    18,
    19,
)  # a person's seat; which outermost circle has it; the seat that a circle brings along
MARK = 20
TODO, REACHED = 21, 22  # two stacks that lie across the records
KNOWN = 23  # whether on the second of them

NUMBERS = 9
NOW, HEAP, LIMIT, LIMIT_ARC, LIMIT_PERSON, TODOS, REACHES, STAMP, PEOPLE = range(
    NUMBERS
)  # what all loops share
