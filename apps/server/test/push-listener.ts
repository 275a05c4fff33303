import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export type Notification = Readonly<{ path: string; headers: IncomingHttpHeaders; payload: string }>

/** A browser and its push service, at an address of this machine. */
export type PushListener = Readonly<{
  /** What `PushSubscription.toJSON()` gives; each path is a subscription of its own. */
  subscription: (path: string) => Readonly<{ endpoint: string; keys: Readonly<{ p256dh: string; auth: string }> }>
  /** What came, decrypted. */
  notifications: Notification[]
  /** Answered next; unless told, 201. */
  answers: number[]
  close: () => Promise<void>
}>

export const startPushListener = async (): Promise<PushListener> => {
  const curve = createECDH('prime256v1')
  const publicKey = curve.generateKeys()
  const auth = randomBytes(16)
  const notifications: Notification[] = []
  const answers: number[] = []
  const server = createServer((request, response) => {
    const hear = (body: Buffer) => {
      const payload = decrypt(body, curve.computeSecret(body.subarray(21, 86)), publicKey, auth)
      notifications.push({ path: request.url ?? '', headers: request.headers, payload })
      response.writeHead(answers.shift() ?? 201).end()
    }
    buffer(request).then(hear, () => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    subscription: (path) => ({
      endpoint: `http://127.0.0.1:${port}${path}`,
      keys: { p256dh: publicKey.toString('base64url'), auth: auth.toString('base64url') },
    }),
    notifications,
    answers,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** As RFC 8291 says; throws unless it is for this browser. */
const decrypt = (body: Buffer, secret: Buffer, publicKey: Buffer, auth: Buffer): string => {
  const [salt, senderKey, sealed] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)]
  const derive = (from: ArrayBuffer | Buffer, by: Buffer, info: Buffer | string, length: number) =>
    Buffer.from(hkdfSync('sha256', Buffer.from(from as ArrayBuffer), by, info, length))
  const shared = derive(secret, auth, Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, senderKey]), 32)
  const key = derive(shared, salt, 'Content-Encoding: aes128gcm\0', 16)
  const nonce = derive(shared, salt, 'Content-Encoding: nonce\0', 12)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(sealed.subarray(-16))
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  // The last record ends with a 2, behind it only zeros.
  return padded.subarray(0, padded.lastIndexOf(2)).toString()
}
