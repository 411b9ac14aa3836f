"""A language model of two layers with random weights, as a GGUF file: it says nothing of use, and runs on the real engines.

Its vocabulary is the bytes, and the marks of the chat template of the embedded weights.
"""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

LAYERS, WIDTH, HEADS, FEED = 2, 128, 2, 256
MARKS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
CONTEXT = 8_192


def byte_letters() -> list[str]:
    """Return the letter that stands for each byte in the vocabularies of GPT-2's kind (openai/gpt-2, encoder.py)."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    letters = {byte: chr(byte) for byte in plain}
    for byte in range(256):
        letters.setdefault(byte, chr(256 + len(letters) - len(plain)))
    return [letters[byte] for byte in range(256)]


def write_tiny_model(path: Path, seed: int = 7) -> Path:
    """Write the model to `path`; the same seed gives the same weights."""
    random = np.random.default_rng(seed)
    tokens = [*byte_letters(), *MARKS]
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1e6)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types([gguf.TokenType.NORMAL] * 256 + [gguf.TokenType.CONTROL] * len(MARKS))
    writer.add_token_merges(["! !"])  # the kind of vocabulary has to have one
    writer.add_eos_token_id(256 + MARKS.index("<|im_end|>"))
    writer.add_bos_token_id(256)
    for name, shape in _shapes(len(tokens)).items():
        ones = name.endswith("norm.weight")
        data = np.ones(shape, np.float32) if ones else random.normal(0, 0.1, shape).astype(np.float32)
        writer.add_tensor(name, data)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _shapes(vocabulary: int) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (vocabulary, WIDTH), "output_norm.weight": (WIDTH,), "output.weight": (vocabulary, WIDTH),
    }  # fmt: skip
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        shapes |= {f"{block}{name}_norm.weight": (WIDTH,) for name in ("attn", "ffn")}
        for name in ("q", "k", "v"):
            shapes |= {f"{block}attn_{name}.weight": (WIDTH, WIDTH), f"{block}attn_{name}.bias": (WIDTH,)}
        shapes[f"{block}attn_output.weight"] = (WIDTH, WIDTH)
        shapes |= {f"{block}ffn_{name}.weight": (FEED, WIDTH) for name in ("gate", "up")}
        shapes[f"{block}ffn_down.weight"] = (WIDTH, FEED)
    return shapes
