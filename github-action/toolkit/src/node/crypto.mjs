export const randomUUID = () => host.uuid()
export default {randomUUID}
