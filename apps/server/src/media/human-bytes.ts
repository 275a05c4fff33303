const units = ['bytes', 'kB', 'MB', 'GB', 'TB']

/** `1.2 GB`, in powers of a thousand. */
export const humanBytes = (bytes: number): string => {
  let [value, unit] = [bytes, 0]
  while (value >= 999.95 && unit < units.length - 1) [value, unit] = [value / 1_000, unit + 1]
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`
}
