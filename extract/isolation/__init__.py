"""Reading in processes of their own, which can be ended: no file hangs or kills a run."""
