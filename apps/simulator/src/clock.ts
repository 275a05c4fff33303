/** Where the simulator reads the time; tests pass one they can move. */
export type Clock = Readonly<{ now: () => Date }>

export const systemClock: Clock = { now: () => new Date() }

/** Unix seconds as a string, the form of every timestamp in Meta's webhooks. */
export const unixSeconds = (date: Date): string => String(Math.floor(date.getTime() / 1000))
