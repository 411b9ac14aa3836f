"""The one seam to a model: `Exchange.send(request) -> response`, in layers that are stacked by plain composition.

From the top: answers that are kept (`cached`), the reply held to its schema by instructor (`checked`), what passes tried again
(`retrying`), no more at once than the server bears (`paced`), and at the bottom what answers: a server (`live`), a recording
(`recorded`), a provider's batches (`batched`), or a rule in tests (`testing.fake_exchange`). `stack` puts them together; only the lowest layer ever differs.
"""
