"""What models are asked: one YAML file a question, read by extract.llm.prompts.prompt."""
