/** Lets work go on by itself. It is not meant to fail: if it does, the error surfaces as an uncaught one. */
export const inBackground = (work: Promise<unknown>): void => {
  work.catch((error: unknown) => {
    setImmediate(() => {
      throw error
    })
  })
}
