"""Which channels of a picture count: by name, by number, or computed of others.

Vegetation and water indices: NDVI, Rouse, Haas, Schell and Deering (1974), "Monitoring vegetation systems in
the Great Plains with ERTS"; NDWI, McFeeters (1996), Int. J. Remote Sensing 17(7), 1425-1432; excess green
(ExG) and NGRDI, after Woebbecke, Meyer, Von Bargen and Mortensen (1995), Trans. ASAE 38(1), 259-269, and
Tucker (1979), Remote Sensing of Environment 8(2), 127-150; VARI, Gitelson, Kaufman, Stark and Rundquist
(2002), Remote Sensing of Environment 80(1), 76-87.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gmmseg.errors import BadChannelsError
from gmmseg.imaging.channels.expression import LONGEST, Expression, NotAnExpressionError, quoted
from gmmseg.imaging.image import Image
from gmmseg.imaging.preparation import ALL

MOST = 32  # channels
LONGEST_LIST = 4000  # characters
HEAVIEST = 1000
PRESETS = {
    "NDVI": "(nir-red)/(nir+red)",
    "NDWI": "(green-nir)/(green+nir)",
    "ExG": "(2*green-red-blue)/(red+green+blue)",
    "NGRDI": "(green-red)/(green+red)",
    "VARI": "(green-red)/(green+red-blue)",
}
ROLES = {  # names that stand for a colour of light, and nanometres, where the file names it otherwise
    "red": (("red", "r"), (600, 700)),
    "green": (("green", "g"), (500, 600)),
    "blue": (("blue", "b"), (420, 500)),
    "nir": (("nir", "near infrared", "near-infrared", "near_infrared", "infrared"), (750, 1000)),
}
STAINS = ("hematoxylin", "eosin", "dab", "stain 1", "stain 2", "stain 3")
_SPELT = {"haematoxylin": "hematoxylin"}
_LABELLED = re.compile(r"""\s*(?:"([^"]+)"|'([^']+)'|([^\W\d][\w ]*?))\s*=(.*)""", re.DOTALL)
_NUMBER = re.compile(r"(?:[bBcC]|[cC][hH]|[bB]and ?|[cC]hannel )?([1-9]\d{0,3})")


@dataclass(frozen=True)
class Item:
    """One channel that is asked for.

    Attributes
    ----------
    text : str
        What it is: a name, a number or an expression, as it was written, without label and weight.
    label : str
        What the result is to be called; empty for its own name.
    weight : float
        By which it counts beside the others.
    """

    text: str
    label: str = ""
    weight: float = 1.0

    def __str__(self) -> str:
        label = f"{quoted(self.label)}=" if self.label else ""
        return f"{label}{self.text}" + (f"*{self.weight:g}" if self.weight != 1 else "")


@dataclass(frozen=True)
class ChannelChoice:
    """An item found in a picture.

    Attributes
    ----------
    name : str
        What the channel is called.
    item : Item
        As it finds the same channels in another picture: by names where there are some.
    channel : int or None
        Of the picture, from 0, where it is one of its own.
    expression : Expression or None
        Of channels of the picture, where it is computed.
    operands : tuple of (str, int)
        The names in the expression, and which channels they are.
    stain : str
        The stain that is unmixed, where it is one.
    """

    name: str
    item: Item
    channel: int | None = None
    expression: Expression | None = None
    operands: tuple[tuple[str, int], ...] = ()
    stain: str = ""

    @property
    def is_derived(self) -> bool:
        """Whether it is no channel of the picture but made of some."""
        return self.channel is None


def as_text(channels: str | int | Sequence[str | int]) -> str:
    """Return a choice of channels as one text; a sequence of names and numbers is joined."""
    if isinstance(channels, str):
        return channels.strip() or ALL
    given = [channels] if isinstance(channels, int) else list(channels)
    return ",".join(str(each) for each in given) or ALL


def items(text: str) -> tuple[Item, ...]:
    """Return the channels that a text asks for, none for all of them.

    Raises
    ------
    BadChannelsError
        If it is too long, asks for nothing or too much, or holds what is neither name nor expression.
    """
    if text == ALL:
        return ()
    if len(text) > LONGEST_LIST:
        raise BadChannelsError(
            text, f"the list has {len(text)} characters", f"At most {LONGEST_LIST} are read"
        )
    parts = [part.strip() for part in _parts(text)]
    if not all(parts):
        raise BadChannelsError(text, "a name is missing beside a comma", "Write them as DAPI,GFP or as 4,3,2")
    if len(parts) > MOST:
        raise BadChannelsError(text, f"there are {len(parts)}", f"Choose at most {MOST}")
    return tuple(_item(part) for part in parts)


def _parts(text: str) -> list[str]:
    """Return what stands between commas that are in no quotes."""
    found, quote = [""], ""
    for sign in text:
        if sign == "," and not quote:
            found.append("")
            continue
        if sign in "\"'":
            quote = "" if sign == quote else quote or sign
        found[-1] += sign
    return found


def _item(part: str) -> Item:
    label, text = "", part
    if (match := _LABELLED.fullmatch(part)) is not None:
        label, text = next(each for each in match.groups()[:3] if each), match[4].strip()
    if len(text) > LONGEST:
        raise BadChannelsError(text, f"it has {len(text)} characters", f"At most {LONGEST} are read")
    try:
        parsed = Expression.parse(text)
    except NotAnExpressionError as error:
        if label or "nested" in str(error):
            raise BadChannelsError(text, str(error), _EXAMPLE) from None
        return _weighted_name(text)  # it may still be the name of a channel
    if (weighted := parsed.weight) is not None:
        rest, weight = weighted
        plain = len(rest.tokens) == 1
        text = rest.tokens[0].text if plain and rest.tokens[0].kind == "number" else rest.renamed(str)
        return Item(text, label, _checked(weight, part))
    return Item(text, label)


_EXAMPLE = "Write it as ndvi=(b4-b3)/(b4+b3)"


def _weighted_name(text: str) -> Item:
    name, sign, number = text.rpartition("*")
    try:
        return Item(name.strip(), "", _checked(float(number), text)) if sign and name.strip() else Item(text)
    except ValueError as error:
        if isinstance(error, BadChannelsError):
            raise
        return Item(text)


def _checked(weight: float, text: str) -> float:
    if not 0 < weight <= HEAVIEST:
        raise BadChannelsError(text, f"its weight is {weight:g}", f"Use one above 0, up to {HEAVIEST}")
    return weight


def chosen(image: Image, wanted: Sequence[Item]) -> tuple[ChannelChoice, ...]:
    """Return what of a picture is asked for.

    Raises
    ------
    BadChannelsError
        If a name is not there or is there twice, or an expression is none.
    """
    found = tuple(_found(image, item) for item in wanted)
    names = [each.name for each in found]
    for name in names:
        if names.count(name) > 1:
            remedy = "Choose each once, or give it another name as in twice=2*DAPI"
            raise BadChannelsError(name, "it is asked for twice", remedy)
    return found


def _found(image: Image, item: Item) -> ChannelChoice:
    own = _own(image, item.text)
    if own is not None:
        name = image.channel_names[own] if _is_named(image, own) else image.channels[own]
        return ChannelChoice(item.label or name, Item(_reference(image, own), item.label, item.weight), own)
    stain = item.text.strip("\"'").lower()
    stain = _SPELT.get(stain, stain)
    if stain in STAINS:
        return ChannelChoice(item.label or stain, Item(quoted(stain), item.label, item.weight), stain=stain)
    preset = next((name for name in PRESETS if name.lower() == item.text.lower()), None)
    text = item.text if preset is None else PRESETS[preset]
    try:
        parsed = Expression.parse(text)
    except NotAnExpressionError as error:
        if _has_signs(item.text):
            raise BadChannelsError(item.text, str(error), _EXAMPLE) from None
        raise _missing(image, item.text) from None
    if len(parsed.tokens) == 1 or not parsed.names:
        if parsed.names:
            raise _missing(image, parsed.names[0])
        raise BadChannelsError(item.text, "no channel is named in it", _EXAMPLE)
    operands = tuple((name, _operand(image, name, item.text)) for name in parsed.names)
    places = dict(operands)
    again = parsed.renamed(lambda name: _reference(image, places[name], bare=True))
    label = item.label or preset or re.sub("[\"']", "", item.text)
    same = Item(again if preset is None else preset, label if preset is None else item.label, item.weight)
    return ChannelChoice(label, same, expression=parsed, operands=operands)


def _has_signs(text: str) -> bool:
    return re.search(r"[-+*/()=]", text) is not None


def _operand(image: Image, name: str, text: str) -> int:
    found = _own(image, name)
    if found is None:
        raise _missing(image, name, text)
    return found


def _own(image: Image, word: str) -> int | None:
    """Return the channel of a picture that a word stands for, from 0; None where there is none."""
    word = word.strip()
    if len(word) > 2 and word[0] == word[-1] and word[0] in "\"'":
        word = word[1:-1]
    names = image.channel_names
    for every, one in ((names, word), (image.channels, word), ([n.lower() for n in names], word.lower())):
        places = [i for i, name in enumerate(every) if name == one]
        if len(places) > 1:
            numbers = " and ".join(str(i + 1) for i in places)
            remedy = "Give the number of the one you mean"
            raise BadChannelsError(word, f"channels {numbers} of {image.name} have this name", remedy)
        if places:
            return places[0]
    if (match := _NUMBER.fullmatch(word)) is not None:
        number = int(match[1])
        if number > image.n_channels:
            raise _missing(image, word)
        return number - 1
    return _by_role(image, word.lower())


def _by_role(image: Image, word: str) -> int | None:
    """Return the one channel that a colour of light names, by other names of it or by its wavelength."""
    role = next((each for each, (names, _) in ROLES.items() if word in names), None)
    if role is None:
        return None
    names, (shortest, longest) = ROLES[role]
    called = [i for i, name in enumerate(image.channel_names) if name.lower() in names]
    lit = [
        i
        for i, info in enumerate(image.channel_info)
        if info.wavelength is not None and shortest <= info.wavelength < longest
    ]
    found = called or lit
    return found[0] if len(found) == 1 else None


def _is_named(image: Image, channel: int) -> bool:
    return bool(image.channel_info and image.channel_info[channel].name)


def _reference(image: Image, channel: int, *, bare: bool = False) -> str:
    """Return how a channel is found in another picture: by its name, if it has one of its own."""
    name = image.channel_names[channel]
    unique = image.channel_names.count(name) == 1
    if unique and (_is_named(image, channel) or image.is_colour):
        return name if bare else quoted(name)
    return f"b{channel + 1}" if bare else str(channel + 1)


def _missing(image: Image, word: str, text: str = "") -> BadChannelsError:
    names = image.channel_names
    some = ", ".join(names[:12]) + (" and so on" if len(names) > 12 else "")
    remedy = "Use one of these names, or a number" if len(names) > 1 else "Leave the choice out"
    what = f"{image.name} has no channel {word!r} but {some}"
    return BadChannelsError(text or word, what, remedy)
