"""What every error of gmmseg has: one sentence, and a code that programs know it by."""

import re


def shown(name: str) -> str:
    """Return a file's name as it can be printed in one line: what cannot be is replaced by `\ufffd`."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def counted(n: int, noun: str) -> str:
    """Return a number with its noun, in the plural but for one: `1 file`, `1,200 files`."""
    return f"{n} {noun}" if n == 1 else f"{n:,} {noun}s"


def spelled(text: str) -> str:
    """Return text as one line that a terminal can show: control characters are shown by their codes."""
    return text if text.isprintable() else "".join(c if c.isprintable() else _code(c) for c in text)


def _code(character: str) -> str:
    if "\ud800" <= character <= "\udfff":  # a byte of a file's name that is not UTF-8
        return "\ufffd"
    return character.encode("unicode_escape").decode()


def _rebuilt(
    kind: type[BaseException], arguments: tuple[object, ...], facts: dict[str, object]
) -> BaseException:
    error = kind.__new__(kind)
    error.args = arguments
    error.__dict__.update(facts)
    return error


OTHER_CODES = {  # of what ends a command or the work on a picture, but is no error of gmmseg's own
    "usage": "The command was wrong: an option, an argument, or what was given together.",
    "interrupted": "The user, or the system, ended the command.",
    "system": "The system refused a file or a stream, and nothing more is known of it.",
    "out-of-memory": "There is not enough memory.",
    "worker-ended": "A process of a batch could not be started, took too long or was ended.",
    "internal": "A fault in gmmseg itself: please report it.",
    "unauthorised": "A request to a service has no token, or a wrong one.",
    "no-such-address": "A service has nothing at the address of a request.",
    "wrong-method": "An address of a service does not know the method of a request, as GET where it is POST.",
    "not-acceptable": "A request accepts no type of answer that there is.",
}


def code_of(kind: "type[GmmsegError]") -> str:
    """Return the code of a kind of error: `no-usable-pixels` for `NoUsablePixelsError`."""
    return re.sub("(?<!^)(?=[A-Z])", "-", kind.__name__.removesuffix("Error")).lower()


class GmmsegError(Exception):
    """Base of all errors that gmmseg raises on purpose; its text is one clear sentence.

    Whatever facts it tells come from files, names and settings, which may hold anything: what would move a
    terminal's cursor, or hide what follows, is spelled out.
    """

    def __init__(self, sentence: str = "") -> None:
        super().__init__(spelled(sentence))

    @property
    def code(self) -> str:
        """What programs know this kind of error by, which stays when sentences change."""
        return code_of(type(self))

    def __reduce__(
        self,
    ) -> tuple[object, ...]:  # Python would hand the sentence to constructors that want facts
        return _rebuilt, (type(self), self.args, self.__dict__)
