// Netlify keeps nothing from build to build by itself: this keeps what the Windows heard last.
const folder = 'data/windows/snapshots'

export const onPreBuild = ({ utils }) => utils.cache.restore(folder)
export const onPostBuild = ({ utils }) => utils.cache.save(folder)
