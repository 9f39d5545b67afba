# In a clone of the repository:
npm run -s check -- --only packages
# In your project, beside what the guide names:
npm install -D ../informer-lab/node_modules/.cache/informerlab/packed/*.tgz
