"""Every sentence a user reads, in Chinese and English, by key."""
