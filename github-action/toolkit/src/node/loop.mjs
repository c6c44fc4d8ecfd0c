// Timers and replies come back through one function, on the one thread that owns this engine.
const waiting = new Map()
let last = 0

export function await_(work) {
  waiting.set(++last, work)
  return last
}

export function later(work, time) {
  const id = await_(work)
  host.timer(id, Math.max(0, Number(time) || 0))
  return {cancel: () => waiting.delete(id), ref: () => {}, unref: () => {}}
}

globalThis.machineDeliver = (id, ...results) => {
  const work = waiting.get(id)
  waiting.delete(id)
  work?.(...results)
}
