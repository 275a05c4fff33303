import type { UnitOfWork } from '@boztell/core'

/** The same, but for a bug that escapes wherever the message of this name is to be stored. */
export const aPoisonedUnitOfWork = (unitOfWork: UnitOfWork, poison: string): UnitOfWork => ({
  run: (work) =>
    unitOfWork.run((stores) =>
      work({
        ...stores,
        messages: {
          ...stores.messages,
          append: (messages) => {
            if (messages.some(({ waMessageId }) => waMessageId === poison)) throw new Error(`poison ${poison}`)
            return stores.messages.append(messages)
          },
        },
      }),
    ),
})
