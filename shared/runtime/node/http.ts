/**
 * Replaces `node:http` in every bundle. An ES module that imports a part of Node reads all of its exports. Some exports of `node:http` are getters
 * that load undici, HTTP/2 and worker threads: two thirds of the import time of the bare DynamoDB client.
 */
const http = process.getBuiltinModule('node:http')
export const { Agent, request, STATUS_CODES } = http
export default http
