export interface Digest {
  /** SHA-256 of the UTF-8 bytes, 32 bytes. */
  sha256(text: string): Uint8Array
}
