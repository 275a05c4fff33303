import { ok, type ResultAsync } from 'neverthrow'
import type { AssignRooms } from './assign-rooms.ts'

type UseCase = (command: never) => ResultAsync<unknown, unknown>

/**
 * A use case after which an agent may have room for more, or a room may need somebody: what waits is given at once, in a unit of work
 * of its own, for rooms are locked in one go and in order. If that can't be done now, the sweep does it later.
 */
export const thenAssign = <F extends UseCase>(useCase: F, assignRooms: AssignRooms): F =>
  ((command: never) =>
    useCase(command).andThen((value) =>
      assignRooms()
        .map(() => value)
        .orElse(() => ok(value)),
    )) as F
