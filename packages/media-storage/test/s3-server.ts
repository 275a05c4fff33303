import { rename, rm } from 'node:fs/promises'
import S3rver from '@20minutes/s3rver'

// A process of its own: `s3-server.ts <directory> <strict|lenient>` prints its port. It ends with its parent.

const [directory = '', mode] = process.argv.slice(2)
const server = new S3rver({
  address: '127.0.0.1',
  port: 0,
  silent: true,
  directory,
  configureBuckets: [{ name: 'media', configs: [] }],
  // s3rver 5.0 can't check what is asked of the bucket itself: it takes its path without the slash that clients sign.
  allowMismatchedSignatures: mode !== 'strict',
})

// S3 keeps an upload whole or not at all, s3rver also halves.
const { store } = server
const putContent = store.putContent.bind(store)
store.putContent = async (path, content) => {
  const aside = `${path}.${crypto.randomUUID()}`
  try {
    const put = await putContent(aside, content)
    await rename(aside, path)
    return put
  } finally {
    await rm(aside, { force: true })
  }
}

const { port } = await server.run()
process.stdout.write(`${port}\n`)
process.stdin.resume().on('end', () => process.exit())
