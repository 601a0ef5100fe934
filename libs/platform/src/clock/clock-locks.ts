/** First key of the advisory locks of the sandbox clock; the second is a version, or 0 to move. */
export const CLOCK_LOCKS = 1_886_742_370;
/** Second key of the lock that whoever moves the clock holds. */
export const MOVING = 0;
/** Channel on which processes hear that the clock was moved. */
export const CLOCK_CHANNEL = 'purser_clock';
