/** Milliseconds. */
export type Latency = Readonly<{ p50: number; p90: number; p99: number; p999: number; max: number; over1s: number }>

/** `over1s` is the part (0 to 1) above Meta's own bar of a second. */
export const latencyOf = (milliseconds: readonly number[]): Latency => {
  const sorted = Float64Array.from(milliseconds).sort()
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN
  const slow = sorted.reduce((count, value) => count + (value > 1_000 ? 1 : 0), 0)
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: at(1), over1s: slow / sorted.length }
}
