// An HTTP proxy is a matter of Java's client: the agent only carries its address there.
const agent = scheme => options => ({
  proxy: {scheme, host: options.proxy.host, port: String(options.proxy.port), auth: options.proxy.proxyAuth ?? ''},
  destroy: () => {}
})

export const httpOverHttp = agent('http')
export const httpsOverHttp = agent('http')
export const httpOverHttps = agent('https')
export const httpsOverHttps = agent('https')
