export const EOL = host.lineEnd()
export const platform = () => host.platform()
export const arch = () => 'unknown'
export default {EOL, platform, arch}
