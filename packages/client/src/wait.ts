/** A random share of a time that doubles with each try, so that those who lost the server do not all come back at once. */
export const jittered = (tries: number, { first, longest }: Readonly<{ first: number; longest: number }>): number =>
  Math.random() * Math.min(first * 2 ** tries, longest)

export const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
