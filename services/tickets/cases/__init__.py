"""Cases: what buyers, Amazon and our own findings ask of a seller account, each with its clocks."""
