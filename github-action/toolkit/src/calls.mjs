// The toolkit's calls by name; a job summary is one call here, since its own interface is a chain.
export const calls = core => ({
  ...core,
  group: (name, lines) => core.group(name, async () => lines.forEach(each => core.info(each))),
  summary: (text, overwrite) => core.summary.addRaw(text).write({overwrite}).then(() => null),
  summaryChain: async chain => {
    const summary = chain.reduce((each, [method, ...args]) => each[method](...args), core.summary.emptyBuffer())
    await summary.write()
  }
})
