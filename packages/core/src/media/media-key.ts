/** What is made of a file for browsers: a small picture, a sound that every browser plays, the first picture of a video. */
export type Rendition = 'thumbnail' | 'playable' | 'poster'

/**
 * The names of files in the storage. `sha256` is in lower case hex; its first four digits are folders, so that none holds too
 * many. The same bytes have the same name, whoever brings them and how often.
 */
export const mediaKey = (sha256: string): string => keyOf('sha256', sha256)

/** Where a file lies that the scanner refused: nothing is ever served from there. */
export const quarantineKey = (sha256: string): string => keyOf('quarantine', sha256)

/** `sha256` is that of the file it was made of; `extension` without a dot. */
export const renditionKey = (rendition: Rendition, sha256: string, extension: string): string =>
  `${keyOf(rendition, sha256)}.${extension}`

const keyOf = (folder: string, sha256: string) => `${folder}/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`

const word = '[a-z0-9][a-z0-9._-]*'
const keyPattern = new RegExp(`^${word}(/${word})*$`)

/** Nobody outside names keys, so another one is a bug, and none leaves the storage's folder. Throws. */
export const checkMediaKey = (key: string): void => {
  if (!keyPattern.test(key)) throw new Error(`No key of the media storage: ${JSON.stringify(key)}`)
}
