import { buildWebhooks } from '../ingest/webhook-requests.ts'
import { serveParent } from '../processes/child.ts'
import { sharedNow } from './clock.ts'
import type { LoadJob, LoadReport } from './load-job.ts'
import { buildRequests, httpRequest } from './request-list.ts'
import { runLoad } from './run-load.ts'

// The load generator's process: does one job after the other.

const run = async (job: LoadJob): Promise<LoadReport> => {
  const target = new URL(job.target)
  switch (job.kind) {
    case 'webhooks': {
      const requests = buildWebhooks(target, job.traffic, job)
      const result = await runLoad(target, requests, job.shape)
      return { ...result, bodyBytes: requests.bodyBytes(result.sent), accepted: [] }
    }
    case 'sends': {
      const accepted: { id: string; roomId: string; at: number }[] = []
      const requests = buildRequests(job.count, (index) => {
        const headers = [`Authorization: Bearer ${job.token}`, 'Content-Type: application/json']
        const room_id = job.roomIds[index % job.roomIds.length]
        const text = `Pesanan Anda nomor ${index} sudah dikirim.`
        const body = JSON.stringify({ user_id: job.userId, room_id, text })
        return httpRequest('POST', '/messages/send', target.host, headers, body)
      })
      const result = await runLoad(target, requests, job.shape, (index, body) => {
        const id = /"id":"([0-9a-f-]{36})"/.exec(body.toString('latin1', 0, 128))?.[1] ?? ''
        accepted.push({ id, roomId: job.roomIds[index % job.roomIds.length] ?? '', at: sharedNow() })
      })
      return { ...result, bodyBytes: 0, accepted }
    }
    case 'gets': {
      const requests = buildRequests(job.paths.length, (index) =>
        httpRequest('GET', job.paths[index] ?? '/', target.host, [`Authorization: Bearer ${job.token}`]),
      )
      return { ...(await runLoad(target, requests, job.shape)), bodyBytes: 0, accepted: [] }
    }
  }
}

serveParent('ready', (job) => run(job as LoadJob))
