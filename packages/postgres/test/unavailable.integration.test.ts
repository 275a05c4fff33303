import { aLead, stored } from '@boztell/testing'
import { ResultAsync, errAsync, okAsync } from 'neverthrow'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDatabase, createPostgresUnitOfWork } from '../src/index.ts'
import type { DatabaseHandle } from '../src/index.ts'
import { lostInfrastructure } from '../src/lost-infrastructure.ts'
import { freshDatabase } from './fresh-database.ts'

const handles: DatabaseHandle[] = []
const open = (connectionString: string, poolSize = 2) => {
  const handle = createDatabase({ connectionString, poolSize })
  handles.push(handle)
  return handle
}
afterEach(async () => {
  await Promise.all(handles.splice(0).map(({ close }) => close()))
})

let connectionString: string
beforeEach(async () => {
  connectionString = (await freshDatabase()).connectionString
})

const UNAVAILABLE = { error: { type: 'unavailable', reason: expect.any(String) } }
const answer = (handle: DatabaseHandle) => createPostgresUnitOfWork(handle).run(({ leads }) => leads.find([aLead().id]))

describe('A lost database is unavailable, not a bug', () => {
  test('where nothing listens', async () => {
    expect(await answer(open('postgres://boztell@127.0.0.1:1/postgres'))).toMatchObject(UNAVAILABLE)
  })

  test('where the host has no name', async () => {
    expect(await answer(open('postgres://boztell@database.invalid/postgres'))).toMatchObject(UNAVAILABLE)
  })

  test('where the log-in is refused', async () => {
    const url = new URL(connectionString)
    url.username = 'nobody'
    expect(await answer(open(url.href))).toMatchObject(UNAVAILABLE)
  })

  test.each(['EMFILE', 'EADDRNOTAVAIL', 'ENETDOWN'])('when the machine has no way to it (%s)', (code) => {
    expect(lostInfrastructure(Object.assign(new Error(`connect ${code}`), { code }))).toContain(code)
  })

  test.each(['25P03', '25P04', '57P05'])('when PostgreSQL ends the connection for taking too long (%s)', (code) => {
    expect(lostInfrastructure(Object.assign(new pg.DatabaseError('ended', 0, 'error'), { code }))).toContain('too long')
  })

  test('when it does not answer in time, and what follows gets another connection', async () => {
    const unitOfWork = createPostgresUnitOfWork(open(connectionString))
    const impatient = createDatabase({ connectionString, poolSize: 1, answerTimeout: 200 })
    handles.push(impatient)
    const lead = aLead()
    await stored(unitOfWork, ({ leads }) => leads.save([lead]))
    const hasty = createPostgresUnitOfWork(impatient)
    const late = await unitOfWork.run(({ leads }) =>
      leads.lock([lead.id]).andThen(() => ResultAsync.fromSafePromise(hasty.run(({ leads }) => leads.lock([lead.id])))),
    )
    expect(late).toMatchObject({ value: UNAVAILABLE })
    expect(await hasty.run(({ leads }) => leads.lock([lead.id]))).toMatchObject({ value: [lead] })
  })

  test('when the pool is closed', async () => {
    const handle = open(connectionString)
    await handle.close()
    expect(await answer(handle)).toMatchObject(UNAVAILABLE)
  })

  test('when the connection is cut in the middle, and what follows gets another', async () => {
    const handle = open(connectionString)
    const unitOfWork = createPostgresUnitOfWork(handle)
    const lead = aLead()
    const admin = open(connectionString)
    const cut = () =>
      ResultAsync.fromSafePromise(
        admin.pool.query(`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and state = 'idle in transaction'`),
      )
    const lost = await unitOfWork.run(({ leads }) =>
      leads
        .save([lead])
        .andThen(cut)
        .andThen(() => leads.find([lead.id])),
    )
    expect(lost).toMatchObject(UNAVAILABLE)
    expect((await unitOfWork.run(({ leads }) => leads.find([lead.id])))._unsafeUnwrap()).toEqual([])
  })

  test('when a newer version changes a table, and what follows gets another connection', async () => {
    const handle = open(connectionString, 1)
    expect(await answer(handle)).toMatchObject({ value: [] })
    await handle.pool.query('alter table leads add column newer text')
    try {
      expect(await answer(handle)).toMatchObject(UNAVAILABLE)
      expect(await answer(handle)).toMatchObject({ value: [] })
    } finally {
      await handle.pool.query('alter table leads drop column newer')
    }
  })

  test('keeps the answer of work that fails while the connection goes', async () => {
    const unitOfWork = createPostgresUnitOfWork(open(connectionString))
    const admin = open(connectionString)
    const refused = await unitOfWork.run(({ leads }) =>
      leads
        .find([])
        .andThen(() =>
          ResultAsync.fromSafePromise(
            admin.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
              where datname = current_database() and pid <> pg_backend_pid() and state like 'idle in%'`),
          ),
        )
        .andThen(() => errAsync('refused')),
    )
    expect(refused).toMatchObject({ error: 'refused' })
  })

  test('when two units of work wait for each other', async () => {
    const unitOfWork = createPostgresUnitOfWork(open(connectionString))
    const [a, b] = [aLead(), aLead()]
    await stored(unitOfWork, ({ leads }) => leads.save([a, b]))
    const bothHold = Promise.withResolvers<undefined>()
    let holding = 0
    const holdThen = (first: typeof a, second: typeof a) =>
      unitOfWork.run(({ leads }) =>
        leads
          .lock([first.id])
          .andThen(() => {
            holding += 1
            if (holding === 2) bothHold.resolve(undefined)
            return ResultAsync.fromSafePromise(bothHold.promise)
          })
          // The second is under way when the first fails, and then says only that.
          .andThen(() => ResultAsync.combine([leads.lock([second.id]), leads.find([first.id])])),
      )
    const answers = await Promise.all([holdThen(a, b), holdThen(b, a)])
    expect(answers.filter((one) => one.isOk())).toHaveLength(1)
    expect(answers.find((one) => one.isErr())).toMatchObject(UNAVAILABLE)
  })
})

describe('A bug stays a bug', () => {
  test('when the database refuses a row', async () => {
    const unitOfWork = createPostgresUnitOfWork(open(connectionString))
    const orphan = { ...aLead(), id: 'not a uuid' as ReturnType<typeof aLead>['id'] }
    await expect(unitOfWork.run(({ leads }) => leads.save([orphan]))).rejects.toThrow('uuid')
    expect(await unitOfWork.run(() => okAsync('still here'))).toMatchObject({ value: 'still here' })
  })
})
