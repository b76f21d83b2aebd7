"""What each figure that no event gives is summed from: rows of a day, two amounts, and whom they are about."""
