import type { LeadId, UnitOfWork } from '@boztell/core'
import { okAsync } from 'neverthrow'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aLead, anIdentity } from '../builders/a-lead.ts'
import { anId } from '../builders/an-id.ts'
import { expectCopies, expectToWait, storeTest, times } from './store-test.ts'

export const leadStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the LeadStore contract`, () => {
    test('finds the saved leads among the asked', async ({ run }) => {
      const [budi, sari] = [aLead({ name: 'Budi' }), aLead({ name: 'Sari', phone: null, whatsappUserId: 'ID.1' })]
      await run(({ leads }) => leads.save([budi, sari]))
      const found = await run(({ leads }) => leads.find([sari.id, anId<LeadId>(), budi.id]))
      expect(new Set(found)).toEqual(new Set([budi, sari]))
    })

    test('finds none where none is asked', async ({ run }) => {
      expect(await run(({ leads }) => leads.find([]))).toEqual([])
      expect(await run(({ leads }) => leads.lock([]))).toEqual([])
      expect(await run(({ leads }) => leads.owners([]))).toEqual([])
      await run(({ leads }) =>
        leads
          .save([])
          .andThen(() => leads.link([], []))
          .andThen(() => leads.lockIdentities([])),
      )
    })

    test('hands copies in and out', async ({ run }) => {
      const lead = aLead()
      const { id } = lead
      const found = () => run(({ leads }) => leads.find([id]))
      await expectCopies(
        lead,
        (given) => run(({ leads }) => leads.save([given])),
        async () => (await found())[0],
      )
    })

    test('replaces a lead saved again', async ({ run }) => {
      const lead = aLead()
      const touch = {
        sourceType: 'ad',
        sourceId: '6',
        sourceUrl: null,
        headline: 'Kopi',
        ctwaClid: 'click',
        at: TEST_NOW,
      }
      const changed = {
        ...lead,
        ...{ name: 'Bu Sari', nameIsOurs: true, username: 'sari', marketingOptOut: true },
        ...{ firstReferral: touch, lastReferral: { ...touch, sourceType: 'post', at: TEST_NOW + 1 } },
      }
      await run(({ leads }) => leads.save([lead]))
      await run(({ leads }) => leads.save([changed]))
      expect(await run(({ leads }) => leads.find([lead.id]))).toEqual([changed])
    })

    test('answers who owns which of the asked identities', async ({ run }) => {
      const [budi, sari] = [aLead(), aLead()]
      const ofBudi = [anIdentity(), anIdentity({ kind: 'bsuid', value: `ID.${budi.id}` })]
      const ofSari = anIdentity({ kind: 'phone' })
      const owned = [...ofBudi.map((one) => ({ ...one, leadId: budi.id })), { ...ofSari, leadId: sari.id }]
      await run(({ leads }) => leads.save([budi, sari]).andThen(() => leads.link(owned, [])))
      const found = await run(({ leads }) => leads.owners([ofSari, anIdentity(), ...ofBudi]))
      expect(found).toHaveLength(3)
      expect(new Set(found)).toEqual(new Set(owned))
    })

    test('tells identities apart by scope, kind and value', async ({ run }) => {
      const lead = aLead()
      const identity = anIdentity()
      await run(({ leads }) => leads.save([lead]).andThen(() => leads.link([{ ...identity, leadId: lead.id }], [])))
      const others = [
        { ...identity, scope: 'another account' },
        { ...identity, kind: 'phone' as const },
        { ...identity, value: `${identity.value}0` },
      ]
      expect(await run(({ leads }) => leads.owners(others))).toEqual([])
    })

    test('leaves an identity with the lead that owns it', async ({ run }) => {
      const [owner, claimant] = [aLead(), aLead()]
      const identity = anIdentity()
      await run(({ leads }) => leads.save([owner, claimant]))
      await run(({ leads }) => leads.link([{ ...identity, leadId: owner.id }], []))
      await run(({ leads }) => leads.link([{ ...identity, leadId: claimant.id }], []))
      expect(await run(({ leads }) => leads.owners([identity]))).toEqual([{ ...identity, leadId: owner.id }])
    })

    test('leaves an identity that two leads want in one call with the first', async ({ run }) => {
      const [first, second] = [aLead(), aLead()]
      const identity = anIdentity()
      const both = [first, second].map(({ id }) => ({ ...identity, leadId: id }))
      await run(({ leads }) => leads.save([first, second]).andThen(() => leads.link(both, [])))
      expect(await run(({ leads }) => leads.owners([identity]))).toEqual([{ ...identity, leadId: first.id }])
    })

    test('takes the same conflict any number of times', async ({ run }) => {
      const [owner, claimant] = [aLead(), aLead()]
      const identity = anIdentity()
      const conflict = { ...identity, ownerId: owner.id, claimantId: claimant.id }
      await run(({ leads }) => leads.save([owner, claimant]))
      await run(({ leads }) => leads.link([{ ...identity, leadId: owner.id }], [conflict, conflict]))
      await run(({ leads }) => leads.link([], [conflict]))
      expect(await run(({ leads }) => leads.owners([identity]))).toEqual([{ ...identity, leadId: owner.id }])
    })

    test('lockIdentities makes a second unit of work wait, though the identity does not exist', async ({
      unitOfWork,
    }) => {
      const identity = anIdentity()
      await expectToWait(unitOfWork, ({ leads }) =>
        leads.lockIdentities([anIdentity(), identity]).andThen(() => leads.owners([identity])),
      )
    })

    test('makes one lead of 20 first messages of a customer at once', async ({ run }) => {
      const identity = anIdentity()
      const resolve = () =>
        run(({ leads }) =>
          leads
            .lockIdentities([identity])
            .andThen(() => leads.owners([identity]))
            .andThen(([owner]) => {
              if (owner) return okAsync(owner.leadId)
              const { id, ...lead } = aLead()
              return leads
                .save([{ id, ...lead }])
                .andThen(() => leads.link([{ ...identity, leadId: id }], []))
                .map(() => id)
            }),
        )
      const leadIds = await Promise.all(times(20, resolve))
      expect(new Set(leadIds).size).toBe(1)
    })

    test('lock holds a lead until the end of the unit of work', async ({ unitOfWork, run }) => {
      const lead = aLead()
      await run(({ leads }) => leads.save([lead]))
      expect(await run(({ leads }) => leads.lock([lead.id]))).toEqual([lead])
      await expectToWait(unitOfWork, ({ leads }) => leads.lock([lead.id]))
    })
  })
}
