from typing import overload

import numpy as np
from numpy.typing import NDArray

class USE:
    def __init__(self, threads: int = 4, denoise: bool = False) -> None: ...
    @overload
    def encode(self, texts: str) -> NDArray[np.float32]: ...
    @overload
    def encode(self, texts: list[str]) -> NDArray[np.float32]: ...
