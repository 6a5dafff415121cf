"""What the pages about bookings have in common: where somebody looks, the plan as a picture, the questions by phone."""
