type Collect = (
  wish: Readonly<{ type: 'minor' }> | Readonly<{ type: 'major'; execution: 'sync'; flavor: 'last-resort' }>,
) => void

/** Only there with `--expose-gc`, as `pnpm start` has it. Flags that are set later would make the engine forget what it keeps compiled. */
const collect = (globalThis as Readonly<{ gc?: Collect }>).gc ?? (() => {})

/** What starting has left fills half of the heap, and the engine would keep that room: 28 MB. It takes a tenth of a second. */
export const collectAfterStart = (): void => collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })

const OFTEN = 4 * 1_024 * 1_024
let passed = 0

/**
 * The same bytes. The buffers that they came in are garbage of which the engine sees little more than the names: left alone it lets
 * 64 MB of them gather, or more while it marks.
 */
export const freeingBuffers = async function* (content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const piece of content) {
    passed += piece.length
    if (passed >= OFTEN) {
      passed = 0
      collect({ type: 'minor' })
    }
    yield piece
  }
}
