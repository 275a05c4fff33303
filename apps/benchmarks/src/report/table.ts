/** Rows as aligned text; the first one is the head. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
  const [head = [], ...rest] = rows
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rest.map(line)].join('\n')
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** `12,345`. */
export const rate = (perSecond: number): string => whole.format(perSecond)
/** `4.2 ms`. */
export const ms = (milliseconds: number): string =>
  Number.isFinite(milliseconds) ? `${milliseconds.toFixed(milliseconds < 10 ? 2 : 1)} ms` : '–'
/** `42 µs`. */
export const us = (microseconds: number): string =>
  Number.isFinite(microseconds) ? `${microseconds.toFixed(0)} µs` : '–'
/** `0.45 ×`. */
export const ratio = (value: number, yardstick: number): string => {
  const times = value / yardstick
  return Number.isFinite(times) ? `${times.toFixed(2)} ×` : '–'
}
