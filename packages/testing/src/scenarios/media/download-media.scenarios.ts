import type { Content, Media, MediaData, MessageId, UnitOfWork } from '@boztell/core'
import { DAY, HOUR, makeClaimDownloads, makeDownloadMedia, MINUTE, SECOND } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aMediaFile } from '../../builders/a-media-file.ts'
import { aCustomer, aMessageItem, anEchoItem } from '../../builders/a-webhook.ts'
import { aScriptedSource, aScriptedStaging, refusedMedia, sha256Of } from '../../builders/scripted-media.ts'
import { anId } from '../../builders/an-id.ts'
import { stored, storeAccount } from '../../builders/store.ts'
import { aWaMessageId } from '../../builders/whatsapp-names.ts'
import { aWatch } from '../events/a-watch.ts'

export const aPendingImage = (media: Partial<Media> = {}, caption = 'Look'): Content => ({
  type: 'image',
  data: {
    caption,
    media: {
      ...{ id: null, state: 'pending', mime_type: 'image/png', size: null, sha256: null, filename: null },
      whatsapp_media_id: '1234567890',
      ...media,
    },
  },
})

export const downloadMediaScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const open = async (content = aPendingImage()) => {
    const unitOfWork = await makeUnitOfWork()
    const business = aBusiness(unitOfWork)
    const { user } = await storeAccount(unitOfWork, { role: 'admin', name: 'Ayu' })
    const [scriptedSource, scriptedStaging] = [aScriptedSource(), aScriptedStaging()]
    const needs = { ...business, ...scriptedSource, ...scriptedStaging, mediaSource: scriptedSource.source }
    const [claimDownloads, downloadMedia] = [makeClaimDownloads(needs), makeDownloadMedia(needs)]
    const said = aMessageItem({ content })
    await business.take(said)
    const watch = await aWatch(unitOfWork, user)
    const claim = async () => (await claimDownloads({ free: 9, inHand: [] }))._unsafeUnwrap().claimed
    const message = async () => {
      const [found] = await stored(unitOfWork, ({ messages }) => messages.find([{ waMessageId: said.waMessageId }]))
      return found!
    }
    return {
      ...needs,
      said,
      watch,
      claim,
      downloadMedia,
      /** Whatever is due, and what became of it. */
      download: async () => Promise.all((await claim()).map(async (one) => (await downloadMedia(one))._unsafeUnwrap())),
      message,
      media: async () => ((await message()).content.data as MediaData).media,
    }
  }

  describe(`Downloading media, on ${adapter}`, () => {
    test('stores the file of a message that is there already, shows it and tells of it', async () => {
      const { answers, asked, download, kept, media, message, unitOfWork, watch } = await open()
      expect(await media()).toMatchObject({ id: null, state: 'pending' })
      const bytes = aMediaFile('image/jpeg')
      const sha256 = sha256Of(bytes)
      answers.push(bytes)
      expect(await download()).toEqual([{ type: 'ready' }])
      expect(asked).toEqual(['1234567890 of 106540352242922'])
      expect(kept.get(sha256)).toEqual(bytes)
      const { id: messageId, roomId, content } = await message()
      expect(content.data).toMatchObject({ caption: 'Look' })
      const { id, ...ready } = await media()
      expect(ready).toMatchObject({ state: 'ready', mime_type: 'image/jpeg', size: bytes.length, sha256 })
      const [held] = await stored(unitOfWork, (stores) => stores.media.find([id!]))
      expect(held).toMatchObject({
        uploadedBy: null,
        file: { sha256, size: bytes.length, animated: false, thumbnail: `thumbnail/${sha256}` },
      })
      expect(await stored(unitOfWork, ({ mediaUses }) => mediaUses.of([id!]))).toEqual([
        { mediaId: id, messageId, roomId },
      ])
      expect(await watch.heard()).toEqual(['media.ready for Ayu'])
      expect(await download()).toEqual([])
    })

    test('fetches a message once, however often its webhook comes, and nothing of a message without a file', async () => {
      const { answers, download, said, take, claim } = await open()
      await take(said, aMessageItem())
      answers.push(aMediaFile('image/jpeg'))
      expect(await download()).toEqual([{ type: 'ready' }])
      await take(said)
      expect(await claim()).toEqual([])
    })

    test('fetches what colleagues sent from the WhatsApp Business app', async () => {
      const { answers, download, take } = await open()
      await take(anEchoItem({ content: aPendingImage(), customer: aCustomer() }))
      answers.push(aMediaFile('image/jpeg'), aMediaFile('image/jpeg'))
      expect(await download()).toEqual([{ type: 'ready' }, { type: 'ready' }])
    })

    test("fetches what a user sends by WhatsApp's id of it", async () => {
      const { answers, asked, download, anOpenConversation, send, unitOfWork } = await open()
      const { room, user } = await anOpenConversation()
      const content = aPendingImage({ whatsapp_media_id: '77' })
      const sent = await send({
        ...{ viewer: user, userId: user.id, id: anId<MessageId>(), target: { roomId: room.id }, content },
      })
      answers.push(aMediaFile('image/jpeg'), aMediaFile('image/jpeg'))
      expect(await download()).toEqual([{ type: 'ready' }, { type: 'ready' }])
      expect(asked).toContain('77 of 106540352242922')
      const [message] = await stored(unitOfWork, ({ messages }) =>
        messages.find([{ id: sent._unsafeUnwrap().message.id }]),
      )
      expect(message).toMatchObject({ status: 'queued', content: { data: { media: { state: 'ready' } } } })
    })

    test('stores the bytes of two messages once', async () => {
      const { answers, download, take, kept, unitOfWork } = await open()
      await take(aMessageItem({ content: aPendingImage() }))
      const bytes = aMediaFile('image/jpeg')
      answers.push(bytes, bytes)
      expect(await download()).toEqual([{ type: 'ready' }, { type: 'ready' }])
      expect(kept.size).toBe(1)
      const files = await stored(unitOfWork, ({ mediaFiles }) => mediaFiles.find([sha256Of(bytes)]))
      expect(files).toHaveLength(1)
    })

    test.each([
      ['is not given', refusedMedia('gone')],
      ['breaks off', { bytes: new Uint8Array(9), content: brokenOff() }],
      ['has another size than announced', { bytes: new Uint8Array(9), size: 8 }],
      ['has another hash than announced', { bytes: new Uint8Array(9), sha256: 'f'.repeat(64) }],
    ])('tries again when the file %s, and leaves nothing behind', async (_what, answer) => {
      const { answers, clock, download, kept, staged, media, watch } = await open()
      answers.push(answer)
      expect(await download()).toMatchObject([{ type: 'postponed', reason: expect.stringMatching(/./) }])
      expect(await media()).toMatchObject({ id: null, state: 'pending' })
      expect([kept.size, staged.size]).toEqual([0, 0])
      expect(await watch.heard()).toEqual([])
      clock.advance(2 * SECOND - 1)
      expect(await download()).toEqual([])
      clock.advance(1)
      answers.push(aMediaFile('image/jpeg'))
      expect(await download()).toEqual([{ type: 'ready' }])
    })

    test('takes no other file than the webhook announced, whatever the address says', async () => {
      const { answers, download, kept } = await open(aPendingImage({ sha256: sha256Of(aMediaFile('image/jpeg')) }))
      answers.push(aMediaFile('image/jpeg'))
      expect(await download()).toMatchObject([{ type: 'postponed', reason: expect.stringContaining('SHA-256') }])
      expect(kept.size).toBe(0)
    })

    test('waits as long as WhatsApp says, and for a storage that is away', async () => {
      const { answers, broken, clock, download } = await open()
      answers.push(refusedMedia('too many', HOUR), aMediaFile('image/jpeg'), aMediaFile('image/jpeg'))
      expect(await download()).toMatchObject([{ type: 'postponed', dueAt: clock.now() + HOUR }])
      clock.advance(HOUR)
      broken.push('the storage is away')
      expect(await download()).toMatchObject([{ type: 'postponed', reason: 'the storage is away' }])
      clock.advance(MINUTE)
      expect(await download()).toEqual([{ type: 'ready' }])
    })

    test('gives up once the seven days are over, for all to see', async () => {
      const { clock, download, media, watch } = await open()
      let outcomes: Awaited<ReturnType<typeof download>> = []
      let tries = 0
      for (; outcomes[0]?.type !== 'given_up' && tries < 1_000; tries += 1) {
        outcomes = await download()
        if (outcomes[0]?.type === 'postponed') clock.set(outcomes[0].dueAt)
      }
      expect(clock.now()).toBe(TEST_NOW + 7 * DAY)
      expect(tries).toBeGreaterThan(160)
      expect(await media()).toMatchObject({
        id: null,
        state: 'expired',
        error: { code: 'file_expired', details: 'nothing scripted' },
      })
      expect(await watch.heard()).toEqual(['message.updated for Ayu'])
      clock.advance(DAY)
      expect(await download()).toEqual([])
    })

    test('tells at once what will never do: too large, or refused by the scanner', async () => {
      const { answers, download, kept, media, viruses, take, unitOfWork } = await open()
      const virus = aMediaFile('image/jpeg')
      viruses.add(sha256Of(virus))
      answers.push(virus)
      expect(await download()).toEqual([{ type: 'given_up', reason: 'a virus' }])
      expect(await media()).toMatchObject({ id: null, state: 'failed', error: { code: 'file_quarantined' } })
      expect(kept.size).toBe(0)
      const [file] = await stored(unitOfWork, ({ mediaFiles }) => mediaFiles.find([sha256Of(virus)]))
      expect(file?.quarantinedAt).not.toBeNull()

      await take(aMessageItem({ content: aPendingImage() }))
      answers.push({ content: mebibytesAndOneByte(100), sha256: null })
      expect(await download()).toEqual([{ type: 'given_up', reason: 'The file is too large' }])
    })

    test('asks for nothing that WhatsApp itself has failed to give', async () => {
      const error = { code: 131052, title: 'Media download error', details: null }
      const { claim, media } = await open(aPendingImage({ state: 'failed', error }))
      expect(await claim()).toEqual([])
      expect(await media()).toMatchObject({ state: 'failed', error })
    })

    test('writes nothing once another worker has the download', async () => {
      const { answers, claim, clock, downloadMedia, download, media } = await open()
      const [slow] = await claim()
      clock.advance(MINUTE)
      answers.push(aMediaFile('image/jpeg'), aMediaFile('image/jpeg'))
      expect(await download()).toEqual([{ type: 'ready' }])
      const before = await media()
      expect((await downloadMedia(slow!))._unsafeUnwrap()).toEqual({ type: 'lost' })
      expect(await media()).toEqual(before)
    })

    test('keeps the file when the caption is edited, before and after', async () => {
      const { answers, download, media, message, said, take } = await open()
      const edit = (caption: string) =>
        aMessageItem({
          customer: said.customer,
          waMessageId: aWaMessageId(),
          what: {
            kind: 'edit',
            targetWaMessageId: said.waMessageId,
            content: aPendingImage({ state: 'failed' }, caption),
          },
        })
      await take(edit('First'))
      expect(await media()).toMatchObject({ state: 'pending' })
      answers.push(aMediaFile('image/jpeg'))
      expect(await download()).toEqual([{ type: 'ready' }])
      const ready = await media()
      expect(ready).toMatchObject({ state: 'ready' })
      await take(edit('Second'))
      expect(await media()).toEqual(ready)
      expect(await message()).toMatchObject({ content: { data: { caption: 'Second' } } })
      expect(await download()).toEqual([])
    })
  })
}

const brokenOff = (): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => ({ next: async () => Promise.reject(new Error('the connection was cut')) }),
})

const mebibytesAndOneByte = async function* (count: number): AsyncIterable<Uint8Array> {
  const mebibyte = new Uint8Array(1024 * 1024)
  for (let sent = 0; sent < count; sent += 1) yield mebibyte
  yield new Uint8Array(1)
}
