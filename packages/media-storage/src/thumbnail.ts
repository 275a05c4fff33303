import { once } from './once.ts'

const readable = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif'])
/** A picture of fifty megapixels is what phones make at most; a bigger one would take too much memory. */
const MAX_PIXELS = 50_000_000
const SECONDS = 20

const library = once(async () => {
  const { default: sharp } = await import('sharp')
  // One picture after another, in one thread, and nothing kept: memory is dearer than time.
  sharp.cache(false)
  sharp.concurrency(1)
  // What people send is read by these alone.
  sharp.block({ operation: ['VipsForeignLoad'] })
  const formats = ['Jpeg', 'Png', 'Webp', 'Nsgif']
  sharp.unblock({ operation: formats.map((format) => `VipsForeignLoad${format}File`) })
  return sharp
})

export const hasThumbnail = (mimeType: string | null): boolean => mimeType !== null && readable.has(mimeType)

/** A WebP of at most `edge` pixels each way, upright, without what the camera wrote into it; null for a damaged picture. */
export const makeThumbnail = async (path: string, edge: number): Promise<Uint8Array | null> => {
  const sharp = await library()
  try {
    return await sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .autoOrient()
      .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 75 })
      .timeout({ seconds: SECONDS })
      .toBuffer()
  } catch {
    return null
  }
}
