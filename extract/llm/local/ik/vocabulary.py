"""Text to tokens and back, and what a conversation looks like to the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import llguidance

from extract.llm.local.ik.native import Library

DEFAULT_SYSTEM = "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."
"""What the template of the embedded weights puts first where a conversation has no system message."""


class Vocabulary:
    """The vocabulary of a loaded model. `end` is the token that ends a message."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.end = library.end
        pieces = library.pieces()
        self.bytes = [piece.data for piece in pieces]
        # llguidance tells tokens that no text can hold by a first byte that no text has.
        named = [b"\xff" + piece.data if piece.control else piece.data for piece in pieces]
        tokenizer: Any = llguidance.LLTokenizer  # its types do not know what it can be made from
        self.guidance: Any = tokenizer.from_llamacpp(
            tokens=named, vocab_ptr=library.vocabulary, tokenize_fptr=library.tokenize_address, eos_token=self.end
        )

    def tokens(self, text: bytes) -> list[int]:
        """Return the tokens of plain text; what looks like a token of the template's is text too."""
        return self._library.tokenize(text)

    def text(self, tokens: Iterable[int]) -> str:
        """Return the text of tokens; a character that was cut is a replacement character."""
        return b"".join(self.bytes[token] for token in tokens).decode("utf-8", "replace")

    def conversation(self, messages: Sequence[Mapping[str, str]]) -> list[list[int]]:
        """Return the tokens of each message, and of the beginning of the model's turn as one more.

        The template is ChatML, that of the embedded weights. Contents are read apart from it, so that a document that
        holds one of its marks ends no message.
        """
        if not messages or messages[0]["role"] != "system":
            messages = [{"role": "system", "content": DEFAULT_SYSTEM}, *messages]
        return [*map(self._message, messages), self._marked(b"<|im_start|>assistant\n")]

    def _message(self, message: Mapping[str, str]) -> list[int]:
        return [
            *self._marked(f"<|im_start|>{message['role']}\n".encode()), *self.tokens(message["content"].encode()),
            *self._marked(b"<|im_end|>\n"),
        ]  # fmt: skip

    def _marked(self, text: bytes) -> list[int]:
        return self._library.tokenize(text, special=True)
