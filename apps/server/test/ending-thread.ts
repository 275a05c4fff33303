import { isMainThread } from 'node:worker_threads'

// Preloaded into a server process: at SIGUSR2 its other thread has a bug. Only the first one hears signals.

const channel = new BroadcastChannel('ending-thread')
if (isMainThread) process.on('SIGUSR2', () => channel.postMessage('now'))
else
  channel.addEventListener('message', () => {
    setImmediate(() => {
      throw new Error('a bug in a thread')
    })
  })
channel.unref()
