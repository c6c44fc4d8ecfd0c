import {Agent, globalAgent, requestOver} from './http.mjs'

export {Agent, globalAgent}
export const request = requestOver('https')
