from enum import StrEnum

class RecordMode(StrEnum):
    NEW_EPISODES = "new_episodes"
    NONE = "none"
    ONCE = "once"
    ALL = "all"
