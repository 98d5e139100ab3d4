"""What workers do for referrals and flags: packing what goes, and telling on what nobody answered."""
