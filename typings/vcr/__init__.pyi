from vcr.config import VCR as VCR
