"""Finds the places of a C++ source at which it can be changed so that it ought to misbehave.

The source is read as tokens, not as a grammar, and in the house's layout: binary operators stand
between spaces, template brackets do not. What a change makes unreadable to the compiler is no
mutant, and is drawn again.
"""

import re
from dataclasses import dataclass

OPERATORS = ("comparison flipped", "condition negated", "constant off by one", "statement removed",
             "argument swapped")

# A size or a time of thousands is not wrong when it is one more: it is another choice.
CONSTANT_MAX = 255

_TOKEN = re.compile(r'''
    (?P<skip> \s+ | //[^\n]* | /\*.*?\*/ )
  | (?P<directive> (?<![^\n]) [ ]* \# (?:[^\n\\]|\\.|\\\n)* )
  | (?P<string> (?:u8|u|U|L)? R"(?P<delimiter>[^(]*)\( .*? \)(?P=delimiter)"
              | (?:u8|u|U|L)? "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)+' )
  | (?P<number> \.?[0-9](?:'?[0-9A-Za-z_.])* )
  | (?P<word> [A-Za-z_]\w* )
  | (?P<mark> <=> | <<= | >>= | -> | :: | \+\+ | -- | && | \|\| | [-+*/%&|^!=<>]= | << | . )
''', re.VERBOSE | re.DOTALL)

_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "!=", "!=": "=="}

_OPENING = {"(": ")", "[": "]", "{": "}"}

# With these a statement begins that declares something, or that must stay.
_NO_STATEMENT = {
    "alignas", "auto", "case", "class", "const", "constexpr", "default", "delete", "do", "else",
    "enum", "explicit", "extern", "for", "friend", "goto", "if", "inline", "mutable", "namespace",
    "operator", "private", "protected", "public", "return", "static", "static_assert", "struct",
    "switch", "template", "thread_local", "typedef", "typename", "union", "using", "virtual",
    "volatile", "while",
}
# Their arguments may stand in any order.
_ALIKE = {"swap", "min", "max"}
_ASSIGNMENTS = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "++", "--"}


@dataclass(frozen=True)
class Site:
    path: str
    operator: str
    begin: int  # The text [begin, end) becomes `after`.
    end: int
    after: str
    line: int
    before: str
    source_line: str

    def apply(self, text):
        return text[:self.begin] + self.after + text[self.end:]

    def describe(self):
        before, after = (" ".join(part.split()) for part in (self.before, self.after))
        return f"{self.path}:{self.line}: {self.operator}: {before}  ->  {after or '(nothing)'}"


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    begin: int
    end: int


def _tokens(text):
    found = []
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "skip" or match.group("skip") is not None:
            continue
        kind = next(name for name in ("directive", "string", "number", "word", "mark")
                    if match.group(name) is not None)
        found.append(_Token(kind, match.group(), match.start(), match.end()))
    return found


def _partners(tokens):
    """For each opening bracket the index of the one that closes it, and the other way around."""
    partner, open_ones = {}, []
    for index, token in enumerate(tokens):
        if token.kind != "mark":
            continue
        if token.text in _OPENING:
            open_ones.append(index)
        elif token.text in _OPENING.values() and open_ones:
            other = open_ones.pop()
            partner[other], partner[index] = index, other
    return partner


class _Source:
    def __init__(self, path, text):
        self.path, self.text = path, text
        self.tokens = _tokens(text)
        self.partner = _partners(self.tokens)

    def site(self, operator, begin, end, after):
        line = self.text.count("\n", 0, begin) + 1
        source_line = self.text.splitlines()[line - 1].strip()
        return Site(self.path, operator, begin, end, after, line, self.text[begin:end], source_line)

    def is_mark(self, index, *texts):
        return (0 <= index < len(self.tokens) and self.tokens[index].kind == "mark"
                and self.tokens[index].text in texts)

    def is_word(self, index, *texts):
        return 0 <= index < len(self.tokens) and self.tokens[index].kind == "word" and (
            not texts or self.tokens[index].text in texts)

    def in_assertion(self, index):
        """Whether the token is within static_assert(...), where the compiler decides."""
        while index >= 0:
            if self.is_mark(index, ";", "{", "}"):
                return False
            if self.is_word(index, "static_assert"):
                return True
            index -= 1
        return False

    def comparisons(self):
        for index, token in enumerate(self.tokens):
            if token.kind != "mark" or token.text not in _FLIPPED or self.in_assertion(index):
                continue
            spaced = self.text[token.begin - 1].isspace() and self.text[token.end].isspace()
            if spaced and not self.is_word(index - 1, "operator"):
                yield self.site(OPERATORS[0], token.begin, token.end, _FLIPPED[token.text])

    def conditions(self):
        for index in range(len(self.tokens)):
            if not self.is_word(index, "if", "while") or not self.is_mark(index + 1, "("):
                continue
            close = self.partner.get(index + 1)
            if close is None:
                continue
            first, last, declares = index + 2, close - 1, False
            depth = 0
            for at in range(index + 2, close):
                if self.is_mark(at, "(", "[", "{"):
                    depth += 1
                elif self.is_mark(at, ")", "]", "}"):
                    depth -= 1
                elif depth == 0 and self.is_mark(at, ";"):
                    first, declares = at + 1, False
                elif depth == 0 and self.is_mark(at, "="):
                    declares = True  # A declaration in a condition cannot be negated.
            if declares or first > last:
                continue
            begin, end = self.tokens[first].begin, self.tokens[last].end
            yield self.site(OPERATORS[1], begin, end, f"!({self.text[begin:end]})")

    def constants(self):
        for index, token in enumerate(self.tokens):
            if token.kind != "number" or self.in_assertion(index):
                continue
            match = re.fullmatch(r"(0[xX][0-9A-Fa-f']+|[0-9][0-9']*)([uUlLzZ]*)", token.text)
            if match is None:
                continue
            value = int(match[1].replace("'", ""), 0 if match[1][:2] in ("0x", "0X") else 10)
            if value > CONSTANT_MAX:
                continue
            pure = value == 0 and self.is_mark(index - 1, "=") and self.is_mark(index - 2, ")") or (
                value == 0 and self.is_word(index - 2, "const", "override", "noexcept"))
            if not pure:
                yield self.site(OPERATORS[2], token.begin, token.end, f"{value + 1}{match[2]}")

    def statements(self):
        for index in range(len(self.tokens) - 1):
            # Behind the end of a statement, or of a condition.
            starts = self.is_mark(index, ";", "{", "}") or self.is_word(index, "else")
            if self.is_mark(index, ")"):
                opening = self.partner.get(index)
                starts = opening is not None and self.is_word(opening - 1, "if", "for", "while")
            if not starts:
                continue
            first = index + 1
            end = self.statement_end(first)
            deleted = self.is_mark(end - 1, "=") or self.is_word(end - 1, "delete", "default") \
                if end is not None else True
            if not deleted and self.acts(first, end):
                begin = self.tokens[first].begin
                yield self.site(OPERATORS[3], begin, self.tokens[end].end, ";")

    def statement_end(self, index):
        while index < len(self.tokens):
            if self.is_mark(index, ";"):
                return index
            if self.is_mark(index, "(", "[", "{"):
                index = self.partner.get(index, len(self.tokens))
            elif self.is_mark(index, ")", "]", "}"):
                return None
            index += 1
        return None

    def acts(self, first, end):
        """Whether the statement is a jump, a call or an assignment, rather than a declaration."""
        if self.is_word(first, "break", "continue"):
            return True
        if self.is_word(first, "return"):
            return end == first + 1
        if self.is_word(first) and self.tokens[first].text in _NO_STATEMENT:
            return False
        if self.is_mark(first, "++", "--"):
            return True
        index = first + 1 if self.is_mark(first, "*", "(") else first
        if self.is_mark(first, "("):
            index = self.partner.get(first, end) + 1
        elif not self.is_word(index):
            return False
        else:
            index += 1
        called = False
        while index < end:
            if self.is_mark(index, *_ASSIGNMENTS):
                return True
            if self.is_mark(index, "(", "["):
                called = called or self.is_mark(index, "(")
                index = self.partner.get(index, end) + 1
            elif self.is_mark(index, ".", "->", "::") and self.is_word(index + 1):
                index += 2
            elif self.is_mark(index, "<"):  # A template's list; its brackets show its end.
                while index < end and not self.is_mark(index, ">"):
                    index += 1
                index += 1
            else:
                return False
        return called

    def arguments(self):
        for index in range(1, len(self.tokens)):
            callee = self.is_word(index - 1) and self.tokens[index - 1].text not in (
                _NO_STATEMENT | _ALIKE | {"sizeof", "alignof", "decltype", "noexcept"})
            if not (self.is_mark(index, "(") and callee) or self.in_assertion(index):
                continue
            close = self.partner.get(index)
            parts = self.split(index, close) if close is not None else []
            texts = [self.text[begin:end] for begin, end in parts]
            if len(parts) < 2 or any(map(_declares, texts)):
                continue
            for (begin, middle), (follow, end) in zip(parts, parts[1:]):
                left, right = self.text[begin:middle], self.text[follow:end]
                if left != right:
                    between = self.text[middle:follow]
                    yield self.site(OPERATORS[4], begin, end, right + between + left)

    def split(self, opening, close):
        """The arguments between two brackets, each as (begin, end) in the text."""
        parts, begin, index = [], opening + 1, opening + 1
        while index <= close:
            if index == close or self.is_mark(index, ","):
                if index > begin:
                    parts.append((self.tokens[begin].begin, self.tokens[index - 1].end))
                begin = index + 1
            elif self.is_mark(index, "(", "[", "{"):
                index = self.partner.get(index, close)
            index += 1
        return parts


def _declares(argument):
    """Whether this reads as the declaration of a parameter."""
    return re.match(r"(const\s|[\w:<>,\s*&]+[\s*&]+[A-Za-z_]\w*(\s*=.*)?$)", argument) is not None


def find_sites(path, text):
    source = _Source(path, text)
    for sites in (source.comparisons, source.conditions, source.constants, source.statements,
                  source.arguments):
        yield from sites()
