/**
 * A place in the event log: the unit of work that wrote an event, in the order in which they were committed, and the event's place in it.
 * Everything of a batch is told or nothing, so `index` is that of the last event known.
 */
export type EventPosition = Readonly<{ batch: number; index: number }>

/** The place behind the last event of a batch, however many it has. */
export const endOf = (batch: number): EventPosition => ({ batch, index: LAST_INDEX })

const LAST_INDEX = 999_999

export const isEnd = ({ index }: EventPosition): boolean => index === LAST_INDEX

/** Whether one lies before the other. */
export const isBefore = (a: EventPosition, b: EventPosition): boolean =>
  a.batch < b.batch || (a.batch === b.batch && a.index < b.index)

/** How clients know a place: an opaque string. */
export const eventIdOf = ({ batch, index }: EventPosition): string => `${batch}-${index}`

/** undefined for what was never an event's id. */
export const readEventId = (id: string): EventPosition | undefined => {
  const [, batch, index] = /^(\d{1,15})-(\d{1,6})$/.exec(id) ?? []
  return batch === undefined || index === undefined ? undefined : { batch: Number(batch), index: Number(index) }
}
