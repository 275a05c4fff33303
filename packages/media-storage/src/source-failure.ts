/** What the source of a file threw, as its cause: nobody is to take it for a failure of the disk or of S3. */
export class SourceFailure extends Error {
  override readonly name = 'SourceFailure'
}

/** The same, with its errors named as the source's. */
export const namingTheSource = async function* (content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* content
  } catch (cause) {
    throw new SourceFailure('the source failed', { cause })
  }
}
