/** A start that cannot go on; its message is for the person at the terminal and says what to do. */
export class StartupError extends Error {}
