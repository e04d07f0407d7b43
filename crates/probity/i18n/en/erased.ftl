# What is said to a person who is gone.
erased-title = Everything is erased
erased-key = The key to everything we held on you is destroyed. Nobody can read it any more, not even in our backups.
erased-farewell = We write to you one last time to say so. Thank you for having been with us.
