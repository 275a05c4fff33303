/** The same bytes, if there are exactly `size` of them; if not it throws before it has given the last ones away. */
export const exactly = async function* (content: AsyncIterable<Uint8Array>, size: number): AsyncIterable<Uint8Array> {
  let seen = 0
  let held: Uint8Array | undefined
  for await (const chunk of content) {
    if (chunk.length === 0) continue
    seen += chunk.length
    if (seen > size) break
    if (held) yield held
    held = chunk
  }
  if (seen !== size) throw new Error(`The content's size is ${seen > size ? 'over' : `${seen} bytes and not`} ${size}.`)
  if (held) yield held
}
