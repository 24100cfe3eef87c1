"""From the dataset to answers: each with the units that it rests on."""
