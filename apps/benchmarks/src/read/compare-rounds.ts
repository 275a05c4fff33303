/** One measurement: latencies and CPU times in milliseconds, the latter of the server and of PostgreSQL, for all requests `sent`. */
export type Round = Readonly<{ what: string; messages: number; p50: number; p99: number; cpu: number; sent: number }>

export type Comparison = Readonly<{
  what: string
  messages: number
  /** The least that a round had. */
  p50: number
  p99: number
  /** Of a request. */
  cpu: number
  /** Over the smallest inbox. */
  p50Growth: number
  cpuGrowth: number
}>

/** A round of slow requests may have ended before any was answered that counts. */
const least = (values: readonly number[]): number => Math.min(...values.filter((value) => !Number.isNaN(value)))

/** What else the machine does only ever makes a round slower, so that the least disturbed one tells most; CPU time is hardly disturbed and counts in full. */
export const compareRounds = (rounds: readonly Round[]): readonly Comparison[] =>
  [...Map.groupBy(rounds, ({ what }) => what)].flatMap(([what, ofWhat]) => {
    const measured = [...Map.groupBy(ofWhat, ({ messages }) => messages)]
      .toSorted(([one], [other]) => one - other)
      .map(([messages, all]) => ({
        what,
        messages,
        p50: least(all.map(({ p50 }) => p50)),
        p99: least(all.map(({ p99 }) => p99)),
        cpu: sum(all.map(({ cpu }) => cpu)) / sum(all.map(({ sent }) => sent)),
      }))
    const [smallest] = measured
    return measured.map((one) => ({
      ...one,
      p50Growth: one.p50 / (smallest?.p50 ?? Number.NaN),
      cpuGrowth: one.cpu / (smallest?.cpu ?? Number.NaN),
    }))
  })

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
